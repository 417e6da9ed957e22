// The parts of the page as elements. Text of others becomes text nodes and attributes alone.

export const find = (id) => document.getElementById(id);

export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key === 'colour') made.style.setProperty('--slot', value);
    else if (key.startsWith('on')) made.addEventListener(key.slice(2), value);
    else if (value !== false && value !== undefined) made.setAttribute(key, value === true ? '' : value);
  }
  made.append(...children);
  return made;
}

export const percent = (share) => (share === undefined || share === null ? '' : `${(100 * share).toFixed(1)} %`);

// A sentence with its tokens, those of a span together with its label.
export function sentence(marks, colour) {
  const drawn = document.createDocumentFragment();
  let target = drawn, before = 0;
  marks.tokens.forEach(([start, end], index) => {
    const span = marks.at(index), text = marks.text.slice(start, end);
    target.append(marks.text.slice(before, start));
    if (span?.start === start) {
      const unsure = span.confidence !== undefined && span.confidence < 0.8 ? ' unsure' : '';
      target = element('span', { class: `mark${unsure}`, role: 'group', 'aria-label': span.slot, colour: colour(span.slot) });
      drawn.append(target);
    }
    const told = span ? `${text}, ${span.slot}` : text;
    target.append(element('span', { class: 'token', id: `t${index}`, role: 'option', 'aria-selected': 'false', 'aria-label': told, 'data-index': index }, text));
    if (span?.end === end) {
      const label = [span.slot, percent(span.confidence)].filter(Boolean).join(' ');
      target.append(element('bdi', { class: 'label', 'aria-hidden': 'true' }, label));
      target = drawn;
    }
    before = end;
  });
  drawn.append(marks.text.slice(before));
  return drawn;
}

// What is marked, a row a span.
export function frame(marks, colour, remove) {
  if (!marks.spans.length) return [element('tbody', {}, element('tr', {}, element('td', { class: 'quiet' }, 'no slot')))];
  const has = (name) => marks.spans.some((span) => span[name]);
  const columns = ['slot', 'value', has('confidence') && 'how sure', has('resolved') && 'means', has('next') && 'or else', ''];
  const head = element('tr', {}, ...columns.filter((one) => one !== false && one !== undefined).map((one) => element('th', { scope: 'col' }, one)));
  const rows = marks.spans.map((span) => {
    const value = marks.value(span);
    const drop = element('button', { type: 'button', 'aria-label': `unmark ${value}`, onclick: () => remove(span) }, '×');
    const row = element('tr', { colour: colour(span.slot) }, element('th', { scope: 'row' }, span.slot), element('td', {}, element('bdi', {}, value)));
    if (has('confidence')) row.append(element('td', { class: 'number' }, percent(span.confidence)));
    if (has('resolved')) row.append(element('td', {}, meaning(span.resolved)));
    if (has('next')) row.append(element('td', {}, span.next ? `${span.next.slot} ${percent(span.next.confidence)}` : ''));
    row.append(element('td', { class: 'number' }, drop));
    return row;
  });
  return [element('thead', {}, head), element('tbody', {}, ...rows)];
}

// What a value means, in short: that of the likeliest reading, the others behind it.
export function meaning(resolved) {
  if (!resolved) return '';
  const others = (resolved.alternatives ?? []).slice(1).map(shortly);
  return shortly(resolved) + (others.length ? ` (or ${others.join(', ')})` : '');
}

function shortly(value) {
  if (value === null || typeof value !== 'object') return String(value);
  if ('value' in value) return shortly(value.value);
  const parts = Object.entries(value).filter(([key, part]) => part !== null && key !== 'type' && key !== 'alternatives');
  return parts.map(([key, part]) => (typeof part === 'string' ? part : `${key} ${shortly(part)}`)).join(', ');
}

// The likeliest sets of spans, each a button that takes it.
export function readings(text, alternatives, take) {
  return alternatives.map((one) => {
    const told = one.spans.map((span) => `${text.slice(span.start, span.end)} = ${span.slot}`).join(' · ') || 'no slot';
    return element('li', {}, element('button', { type: 'button', onclick: () => take(one.spans) }, `${percent(one.probability)} ${told}`));
  });
}

// The trips of a request, a row a slot; below, what is missing and what contradicts.
export function trips({ trips: found, missing, contradictions }, colour) {
  const rows = found.flatMap((trip, number) => Object.entries(trip).flatMap(([slot, filled]) => [filled].flat().map((one) =>
    element('tr', { colour: colour(slot) }, element('th', { scope: 'row' }, slot), element('td', {}, found.length > 1 ? `trip ${number + 1}` : ''),
      element('td', {}, element('bdi', {}, one.value), one.inferred ? ' (inferred)' : ''), element('td', {}, meaning(one.resolved))))));
  const told = [...missing.map((one) => `${one.slot} is missing: ${one.ask}`), ...contradictions.map((one) => one.told)];
  return [element('table', {}, element('tbody', {}, ...rows)), element('ul', {}, ...told.map((one) => element('li', {}, one)))];
}

// Without which words a span would be clearly less likely, those first that count most.
export function reasons(told) {
  return told.reasons.map(({ value, slot, probability, without }) => {
    const words = without.filter((word) => word.probability < probability - 0.01).slice(0, 4).map((word) => {
      const sooner = word.probability < 0.5 ? `, sooner ${word.rival === 'O' ? 'no slot' : word.rival}` : '';
      return element('li', {}, 'without ', element('b', {}, element('bdi', {}, word.word)), ` ${percent(word.probability)}${sooner}`);
    });
    const rests = words.length ? element('ul', {}, ...words) : element('p', { class: 'quiet' }, 'rests on no other word alone');
    return element('div', {}, element('p', {}, element('b', {}, element('bdi', {}, value)), ` is ${slot}, ${percent(probability)}`), rests);
  });
}
