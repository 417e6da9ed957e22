// The marks of one sentence under a person's hands. Offsets count UTF-16 units, as those of JavaScript strings.

// Whether spans are at the same places, of the same slots.
export function same(spans, others) {
  const plain = (all) => JSON.stringify(all.map(({ start, end, slot }) => [start, end, slot]));
  return plain(spans) === plain(others);
}

export class Marks {
  // What is marked now lies last in `past`; what was undone, in `future`.
  constructor(text, tokens, spans, intent) {
    this.text = text;
    this.tokens = tokens;
    this.past = [{ spans, intent: intent ?? null }];
    this.future = [];
  }

  get spans() { return this.past.at(-1).spans; }

  get intent() { return this.past.at(-1).intent; }

  get canUndo() { return this.past.length > 1; }

  get canRedo() { return this.future.length > 0; }

  value(span) { return this.text.slice(span.start, span.end); }

  // The first and the last token of a span.
  run(span) {
    const first = this.tokens.findIndex(([start]) => start === span.start);
    const last = this.tokens.findIndex(([, end]) => end === span.end);
    return [first, last];
  }

  // The span that a token lies in.
  at(token) {
    const [start, end] = this.tokens[token];
    return this.spans.find((span) => span.start <= start && end <= span.end);
  }

  // Mark the tokens from `first` to `last` as a slot; what they touch is no longer marked.
  mark(first, last, slot) {
    const start = this.tokens[first][0], end = this.tokens[last][1];
    const spans = [...this.#apart(start, end), { start, end, slot }];
    this.#become({ spans: spans.sort((one, other) => one.start - other.start), intent: this.intent });
  }

  // Take away what is marked on these tokens; tells whether anything was.
  unmark(first, last) {
    const spans = this.#apart(this.tokens[first][0], this.tokens[last][1]);
    const changed = spans.length < this.spans.length;
    if (changed) this.#become({ spans, intent: this.intent });
    return changed;
  }

  take(spans) { this.#become({ spans, intent: this.intent }); }

  mean(intent) { this.#become({ spans: this.spans, intent }); }

  undo() { if (this.canUndo) this.future.push(this.past.pop()); }

  redo() { if (this.canRedo) this.past.push(this.future.pop()); }

  #apart(start, end) { return this.spans.filter((span) => span.end <= start || end <= span.start); }

  #become(now) {
    this.past.push(now);
    this.future = [];
  }
}
