// What the page asks of the service. A correction that could not be sent is kept in the browser until it is.

const TOKEN = 'slottag-token';

export class Refusal extends Error {
  constructor(status, told) {
    super(told.error ?? `status ${status}`);
    this.status = status;
    this.told = told;
  }
}

export class Service {
  constructor() {
    const given = new URLSearchParams(location.hash.slice(1)).get('token');
    if (given) sessionStorage.setItem(TOKEN, given);
    // So that the token stands in no history and on no screenshot.
    if (location.hash) history.replaceState(null, '', location.pathname);
    this.token = sessionStorage.getItem(TOKEN);
  }

  bring(token) {
    sessionStorage.setItem(TOKEN, token);
    this.token = token;
  }

  // The answer to a request; a Refusal where it is refused, a TypeError where nobody answers.
  async ask(path, body) {
    const headers = this.token ? { Authorization: `Bearer ${this.token}` } : {};
    const request = body === undefined
      ? { headers }
      : { method: 'POST', headers: { ...headers, 'Content-Type': 'application/json' }, body: JSON.stringify(body) };
    const answer = await fetch(path, request);
    const told = await answer.json();
    if (!answer.ok) throw new Refusal(answer.status, told);
    return told;
  }
}

export class Outbox {
  // Corrections of one job that wait to be sent, each under its own id: what is sent twice is written once.
  constructor(service, job) {
    this.service = service;
    this.key = `slottag-outbox-${job}`;
  }

  get waiting() { return JSON.parse(localStorage.getItem(this.key) ?? '[]'); }

  put(correction) { this.#keep([...this.waiting, correction]); }

  // Send all that waits. What is refused for good is handed on after it was taken out.
  async send() {
    for (const correction of this.waiting) {
      try {
        await this.service.ask('corrections', correction);
      } catch (error) {
        const forGood = error instanceof Refusal && [400, 403, 404, 409, 413, 415].includes(error.status);
        if (forGood) this.#drop(correction.id);
        throw error;
      }
      this.#drop(correction.id);
    }
  }

  #drop(id) { this.#keep(this.waiting.filter((one) => one.id !== id)); }

  #keep(waiting) { localStorage.setItem(this.key, JSON.stringify(waiting)); }
}

// Crypto.randomUUID is missing where the page comes from another machine without TLS.
export const newId = () => [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
