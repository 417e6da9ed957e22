// Which tokens are chosen, by mouse, finger and arrow keys.

export class Selection {
  constructor(box) {
    this.box = box;
    this.marks = null;
    this.anchor = null;
    this.cursor = null;
  }

  // Begin anew over the tokens of a sentence.
  over(marks) {
    this.marks = marks;
    this.anchor = this.cursor = null;
  }

  // The first and the last token that are chosen.
  get range() {
    if (this.cursor === null) return null;
    return [Math.min(this.anchor, this.cursor), Math.max(this.anchor, this.cursor)];
  }

  draw() {
    const [first, last] = this.range ?? [-1, -1];
    for (const token of this.box.querySelectorAll('.token')) {
      const index = Number(token.dataset.index);
      token.setAttribute('aria-selected', first <= index && index <= last);
      token.classList.toggle('cursor', index === this.cursor);
    }
    if (this.cursor === null) this.box.removeAttribute('aria-activedescendant');
    else this.box.setAttribute('aria-activedescendant', `t${this.cursor}`);
  }

  none() {
    this.anchor = this.cursor = null;
    this.draw();
  }

  // Move by so many tokens as they are read, or to an end; with `further` the others stay chosen.
  move(steps, further) {
    const most = this.marks.tokens.length - 1;
    const from = this.cursor ?? (steps > 0 ? -1 : most + 1);
    this.cursor = Math.max(0, Math.min(most, from + steps));
    if (!further || this.anchor === null) this.anchor = this.cursor;
    this.draw();
    this.box.querySelector(`#t${this.cursor}`).scrollIntoView({ block: 'nearest' });
  }

  // A step to the right, which in what is written from right to left leads backwards.
  step(right, further) {
    const backwards = getComputedStyle(this.box).direction === 'rtl';
    this.move(right === backwards ? -1 : 1, further);
  }

  listen() {
    let held = false;
    const under = (event) => document.elementFromPoint(event.clientX, event.clientY)?.closest('.token');
    this.box.addEventListener('pointerdown', (event) => {
      const token = under(event);
      if (!token || event.button) return;
      held = true;
      this.cursor = Number(token.dataset.index);
      if (!event.shiftKey || this.anchor === null) this.anchor = this.cursor;
      this.draw();
    });
    this.box.addEventListener('pointermove', (event) => {
      const token = held && under(event);
      if (!token) return;
      this.cursor = Number(token.dataset.index);
      this.draw();
    });
    addEventListener('pointerup', () => {
      if (held) this.#widen();
      held = false;
    });
    addEventListener('pointercancel', () => { held = false; });
  }

  // One token of a span stands for all of it.
  #widen() {
    const span = this.anchor === this.cursor && this.marks.at(this.cursor);
    if (span) [this.anchor, this.cursor] = this.marks.run(span);
    this.draw();
  }
}
