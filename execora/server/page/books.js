/** What the shop looks like now, from the server's REST: who owes, stock, today, reminders, recordings. */

/** @typedef {"customers"|"products"|"today"|"reminders"|"recordings"} Part */

/** @type {Record<Part, string>} */
const PATHS = {
  customers: "api/v1/customers",
  products: "api/v1/products",
  today: "api/v1/summary/daily",
  reminders: "api/v1/reminders",
  recordings: "api/v1/recordings",
};

/** @type {Part[]} */
export const ALL = Object.keys(PATHS);

const DEBOUNCE_MILLISECONDS = 250;
/** A list is read page by page, up to this many: a larger shop asks for what it does not see. */
const PAGES = 10;
const ITEMS_OF_A_PAGE = 200;
/** Of recordings only the latest are shown. */
const RECORDINGS = 20;

/** Which parts may look different after a `shop:changed`. @param {string} what @returns {Part[]} */
export function affected(what) {
  const changed = {
    customer: ["customers", "reminders"],
    product: ["products"],
    invoice: ["customers", "products", "today"],
    ledger: ["customers", "today"],
    reminder: ["reminders"],
    recording: ["recordings"],
  };
  return changed[what] ?? ALL;
}

/** What has been read of a part; that it cannot be shown, where nothing was and nothing is on its way. */
export function partOf({ books, link }, part) {
  const coming = link.phase === "connecting" || link.phase === "open";
  return books[part] ?? (coming ? undefined : { items: null, failed: true });
}

export class Books {
  #get;
  #listener;
  #wanted = new Set();
  #timer = null;
  #running = null;

  /**
   * @param {(path: string) => Promise<any>} get   reads JSON, and throws where it cannot
   * @param {{loaded: (part: Part, items: any) => void, failed: (part: Part, status?: number) => void}} listener
   */
  constructor(get, listener) {
    this.#get = get;
    this.#listener = listener;
  }

  /** Read these parts again soon; a burst of changes is one reading. @param {Part[]} parts */
  refresh(parts) {
    for (const part of parts) this.#wanted.add(part);
    this.#timer ??= setTimeout(() => this.#run(), DEBOUNCE_MILLISECONDS);
  }

  /** One reading at a time, so that an older answer never overwrites a newer one. */
  async #run() {
    await this.#running;
    const parts = [...this.#wanted];
    this.#wanted.clear();
    this.#timer = null;
    this.#running = Promise.all(parts.map((part) => this.#load(part)));
  }

  async #load(part) {
    try {
      this.#listener.loaded(part, await this.#read(part));
    } catch ({ status }) {
      this.#listener.failed(part, status);
    }
  }

  async #read(part) {
    if (part === "today") return this.#get(PATHS.today);
    if (part === "recordings") return (await this.#get(`${PATHS.recordings}?limit=${RECORDINGS}`)).items;
    return this.#all(PATHS[part]);
  }

  async #all(path) {
    const items = [];
    const query = new URLSearchParams({ limit: String(ITEMS_OF_A_PAGE) });
    for (let page = 0; page < PAGES; page += 1) {
      const { items: more, next } = await this.#get(`${path}?${query}`);
      items.push(...more);
      if (!next) break;
      query.set("cursor", next);
    }
    return items;
  }
}
