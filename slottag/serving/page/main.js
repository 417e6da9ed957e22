// The page: what is tried or waits, marked by mouse and keyboard, confirmed, saved.

import { element, find, frame, percent, readings, reasons, sentence, trips } from './drawing.js';
import { Keys } from './keys.js';
import { Marks, same } from './marks.js';
import { Selection } from './selection.js';
import { newId, Outbox, Refusal, Service } from './service.js';

// Sets of spans that are asked for, and seconds until a service that does not answer is asked again.
const READINGS = 3, AGAIN = 2;

class Page {
  constructor(service, setup) {
    this.service = service;
    this.setup = setup;
    this.outbox = new Outbox(service, setup.job);
    this.model = setup.models[0];
    this.marks = null;
    this.found = null;
    this.visited = [];
    this.extra = {};
    this.selection = new Selection(find('sentence'));
    this.keys = new Keys(find('slots'), find('find'), (slot) => this.mark(slot));
  }

  async begin() {
    find('model').replaceChildren(...this.setup.models.map((one) => element('option', { value: one.name }, one.name)));
    find('models').hidden = this.setup.models.length < 2;
    find('confirm').hidden = !this.setup.corrections;
    for (const id of ['before', 'skip', 'end']) find(id).hidden = !this.setup.backlog;
    this.take(this.model);
    this.listen();
    await this.deliver();
    if (this.setup.backlog) await this.next();
    else find('text').focus();
  }

  // Go over to a model: its slots and intents.
  take(model) {
    this.model = model;
    this.keys.show(model.slots);
    find('intents').hidden = !model.intents.length;
  }

  colour(slot) { return this.model.slots[slot] ?? this.extra[slot] ?? 'var(--accent)'; }

  // What the model finds in a text.
  async read(text, asked = []) {
    const wanted = { resolve: this.model.resolves, frame: this.model.resolves, nbest: READINGS };
    const known = Object.entries(wanted).filter(([name, value]) => value && this.setup.options.includes(name));
    return this.service.ask('tag', { text, model: this.model.name, tokens: true, offsets: 'utf16', asked, ...Object.fromEntries(known) });
  }

  // Show a text that was typed.
  async try(text) {
    this.found = await this.read(text);
    this.place = null;
    this.replaces = null;
    this.asked = [];
    this.show(this.found.tokens, this.found.spans, this.found.intent);
    find('sentence').focus();
  }

  // Show the sentence that waits behind this one, or at a place.
  async next(query = this.place === undefined ? '' : `after=${this.place}`) {
    const told = await this.service.ask(`backlog?offsets=utf16&${query}`);
    find('progress').textContent = `${told.name}: ${told.total - told.left} of ${told.total} done`;
    if (told.place === null) {
      find('work').hidden = true;
      this.marks = null;
      this.say('All sentences are done.');
      find('end').focus();
      return;
    }
    const { kept, marked } = told;
    // Until it is read nothing can be marked or confirmed.
    this.marks = null;
    find('sentence').replaceChildren();
    this.place = told.place;
    this.replaces = kept?.id ?? null;
    this.asked = told.sentence.asked ?? [];
    this.found = await this.read(told.sentence.text, told.known);
    const spans = kept?.spans ?? (marked ? told.sentence.spans : this.found.spans);
    this.show(told.sentence.tokens, spans, kept ? kept.intent : (told.sentence.intent ?? this.found.intent));
    // What a correction says that the marks were.
    this.was = marked ? told.sentence.spans : this.found.spans;
    this.say(kept ? 'This one was corrected before.' : marked ? 'As the file marks it.' : '');
    find('sentence').focus();
  }

  show(tokens, spans, intent) {
    this.marks = new Marks(this.found.text, tokens, spans, intent);
    this.was = spans;
    find('work').hidden = false;
    find('reasons').hidden = true;
    const sure = this.found.confidence === undefined ? '' : `The model is ${percent(this.found.confidence)} sure of all that it finds here.`;
    const asked = this.asked.length ? `Asked before it: ${this.asked.join(', ')}. ` : '';
    find('about').textContent = asked + sure;
    const { alternatives, frame: told } = this.found;
    find('readings').hidden = !alternatives;
    find('readings').lastElementChild.replaceChildren(...readings(this.found.text, alternatives ?? [], (taken) => this.change(() => this.marks.take(taken), 'taken')));
    find('trips').lastElementChild.replaceChildren(...(told ? trips(told, (slot) => this.colour(slot)) : []));
    this.selection.over(this.marks);
    this.draw();
  }

  // Draw what can change while a sentence is marked.
  draw() {
    const colour = (slot) => this.colour(slot);
    find('sentence').replaceChildren(sentence(this.marks, colour));
    find('frame').replaceChildren(...frame(this.marks, colour, (span) => this.unmark(...this.marks.run(span))));
    // The frame is that of what the model found: of other marks it tells nothing.
    find('trips').hidden = !this.found.frame || !same(this.marks.spans, this.found.spans);
    find('undo').disabled = !this.marks.canUndo;
    find('redo').disabled = !this.marks.canRedo;
    const intents = new Set(['', ...this.model.intents, this.marks.intent ?? '']);
    find('intent').replaceChildren(...[...intents].map((one) => element('option', { value: one }, one || '–')));
    find('intent').value = this.marks.intent ?? '';
    this.selection.draw();
  }

  change(how, told) {
    how();
    this.draw();
    this.say(told);
  }

  mark(slot) {
    const chosen = this.selection.range;
    if (!chosen) {
      this.say('Choose a token first.');
      return;
    }
    if (!(slot in this.model.slots)) this.extra[slot] = 'var(--accent)';
    this.change(() => this.marks.mark(...chosen, slot), `marked ${slot}`);
    find('sentence').focus();
  }

  unmark(first, last) {
    if (this.marks.unmark(first, last)) this.change(() => {}, 'unmarked');
  }

  // Save what is marked, and go on when it is saved.
  async confirm() {
    if (!this.marks || !this.setup.corrections || this.saving) return;
    const plain = ({ start, end, slot }) => ({ start, end, slot });
    const was = this.was.map(({ start, end, slot, confidence }) => ({ start, end, slot, confidence }));
    this.saving = true;
    this.outbox.put({
      id: newId(), text: this.marks.text, spans: this.marks.spans.map(plain), intent: this.marks.intent, asked: this.asked, was,
      model: this.model.name, replaces: this.replaces, offsets: 'utf16',
    });
    try {
      const conflict = await this.deliver();
      if (conflict) {
        this.say('This sentence was corrected already; those marks are shown. Redo (U) brings yours back, and Confirm saves what is shown.', true);
        this.replaces = conflict.id;
        const mine = this.marks.spans;
        this.change(() => { this.marks.take(conflict.spans); }, find('status').textContent);
        this.marks.future = [{ spans: mine, intent: this.marks.intent }];
        return;
      }
      this.say('Saved.');
      if (this.place !== null) {
        this.visited.push(this.place);
        await this.next();
      }
    } finally {
      this.saving = false;
    }
  }

  // Send what waits to be sent, as long as nobody answers again and again; gives what stands in the way, if anything.
  async deliver() {
    for (;;) {
      try {
        await this.outbox.send();
        return null;
      } catch (error) {
        if (error instanceof Refusal && error.status === 409) return error.told.kept;
        if (error instanceof Refusal && error.status < 500 && error.status !== 401) throw error;
        this.say(error.status === 401
          ? 'Not saved yet: the service has another token now. Open the address that it told; your correction is kept in this browser.'
          : 'Not saved yet: the service does not answer. Your correction is kept in this browser and sent again.', true);
        await new Promise((done) => { setTimeout(done, 1000 * AGAIN); });
      }
    }
  }

  async why() {
    this.say('…');
    const told = await this.service.ask('why', { text: this.marks.text, model: this.model.name, offsets: 'utf16' });
    find('reasons').hidden = false;
    find('reasons').lastElementChild.replaceChildren(...(told.reasons.length ? reasons(told) : ['The model finds no slot here.']));
    this.say('');
    find('reasons').scrollIntoView({ block: 'nearest' });
  }

  async end() {
    const { left } = await this.service.ask('end', {});
    find('work').hidden = true;
    find('ask').hidden = true;
    for (const button of document.querySelectorAll('footer button')) button.hidden = true;
    this.marks = null;
    this.say(left ? `The review has ended; ${left} sentences are left for another time.` : 'The review has ended; all is done.');
  }

  say(told, wrong = false) {
    find('status').textContent = told;
    find('status').classList.toggle('wrong', wrong);
  }

  // Do something that may be refused.
  async attempt(what) {
    try {
      await what();
    } catch (error) {
      this.say(error instanceof TypeError ? 'The service does not answer.' : error.message, true);
      if (!(error instanceof Refusal || error instanceof TypeError)) throw error;
    }
  }

  listen() {
    const marking = (how) => () => { if (this.marks) how(); };
    const actions = {
      unmark: marking(() => { if (this.selection.range) this.unmark(...this.selection.range); }),
      undo: marking(() => this.change(() => this.marks.undo(), 'undone')),
      redo: marking(() => this.change(() => this.marks.redo(), 'done again')),
      why: marking(() => this.attempt(() => this.why())),
      confirm: () => this.attempt(() => this.confirm()),
      skip: () => this.attempt(() => { this.visited.push(this.place); return this.next(); }),
      before: () => this.attempt(() => { if (this.visited.length) return this.next(`place=${this.visited.pop()}`); }),
      end: () => this.attempt(() => this.end()),
    };
    for (const [id, act] of Object.entries(actions)) find(id).addEventListener('click', act);
    this.keys.listen(actions, this.selection, () => Boolean(this.marks));
    this.selection.listen();
    find('ask').addEventListener('submit', (event) => {
      event.preventDefault();
      this.attempt(() => this.try(find('text').value));
    });
    find('model').addEventListener('change', () => {
      this.take(this.setup.models.find((one) => one.name === find('model').value));
      if (this.marks) this.attempt(() => this.try(this.marks.text));
    });
    find('intent').addEventListener('change', () => this.change(() => this.marks.mean(find('intent').value || null), 'intent chosen'));
  }
}

async function begin() {
  const service = new Service();
  try {
    const page = new Page(service, await service.ask('page/setup'));
    await page.begin();
  } catch (error) {
    find('ask').hidden = true;
    find('status').classList.add('wrong');
    find('status').textContent = error.status === 401 ? 'Open this page with the token: add #token=… to its address.' : error.message;
    if (!(error instanceof Refusal)) throw error;
  }
}

begin();
