// Slots under keys: buttons, single keys, and a field to find one by its name.

import { element } from './drawing.js';

// Keys of slots, in this order; the letters that are missing do something else.
const LETTERS = '123456789acdefghijklmopqrstvxyz';

export class Keys {
  constructor(box, field, choose) {
    this.box = box;
    this.field = field;
    this.choose = choose;
    this.slots = {};
    field.addEventListener('input', () => this.#filter());
    field.addEventListener('keydown', (event) => this.#typed(event));
  }

  // Put the slots of a model under keys.
  show(slots) {
    this.slots = slots;
    this.keyed = new Map(Object.keys(slots).map((slot, place) => [slot, LETTERS[place]]));
    this.#filter();
  }

  get #matching() {
    const sought = this.field.value.trim().toLowerCase();
    return Object.keys(this.slots).filter((slot) => slot.toLowerCase().includes(sought));
  }

  #filter() {
    this.box.replaceChildren(...this.#matching.map((slot) => {
      const key = this.keyed.get(slot);
      const button = element('button', { type: 'button', colour: this.slots[slot], 'aria-keyshortcuts': key, onclick: () => this.choose(slot) }, slot);
      if (key) button.append(' ', element('kbd', {}, key));
      return button;
    }));
  }

  #typed(event) {
    if (event.key === 'Escape') document.getElementById('sentence').focus();
    if (event.key !== 'Enter' || event.isComposing) return;
    const name = this.field.value.trim();
    const [slot = name] = this.#matching;
    if (name) this.choose(slot);
    this.field.value = '';
    this.#filter();
  }

  // Listen to the whole page, but where somebody types.
  listen(actions, selection, marking) {
    const acts = {
      Backspace: actions.unmark, Delete: actions.unmark, u: actions.undo, U: actions.redo, w: actions.why,
      n: actions.skip, b: actions.before, Enter: actions.confirm, '/': () => this.field.focus(), Escape: () => selection.none(),
      Home: () => selection.move(-Infinity), End: () => selection.move(Infinity),
    };
    addEventListener('keydown', (event) => {
      if (event.target.matches('input, select') || event.isComposing || event.altKey || !marking()) return;
      const act = event.ctrlKey || event.metaKey ? undoing(event, actions) : this.#act(event, acts, selection);
      // Where Enter presses a button it does nothing else.
      if (!act || (event.key === 'Enter' && event.target.matches('button, summary'))) return;
      event.preventDefault();
      act();
    });
  }

  #act(event, acts, selection) {
    if (event.key === 'ArrowLeft' || event.key === 'ArrowRight') {
      return () => selection.step(event.key === 'ArrowRight', event.shiftKey);
    }
    const slot = [...this.keyed].find(([, key]) => key === event.key)?.[0];
    return slot === undefined ? acts[event.key] : () => this.choose(slot);
  }
}

function undoing(event, actions) {
  if (event.key === 'y' || (event.key.toLowerCase() === 'z' && event.shiftKey)) return actions.redo;
  return event.key === 'z' ? actions.undo : undefined;
}
