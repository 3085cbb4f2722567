/**
 * The values of own fields with which files are recorded: for all of them, and for each alone. Beside the queue, and like it outside React,
 * so that they outlive the page.
 */
import type { OwnFields } from "#lib/core/claim/own-fields.ts";
import type { SendOutcome } from "./send.ts";
import { mayBeRecorded } from "./upload-stages.ts";

/** Of fields in an address, percent-encoded: servers take some 16 KB with everything else. */
const ADDRESS_CHARS_MAX = 12_000;

export interface FieldValues {
  /** For all files. */
  readonly common: OwnFields;
  /** By the key of the file; each counts before those for all. */
  readonly own: ReadonlyMap<string, OwnFields>;
  /** As they were sent, by the key of the file. */
  readonly sent: ReadonlyMap<string, OwnFields>;
  /** Files that may have been recorded without an answer: tried again they are sent as before, or they would be recorded twice. */
  readonly held: ReadonlySet<string>;
}

export class UploadFields {
  #values: FieldValues = { common: {}, own: new Map(), sent: new Map(), held: new Set() };
  readonly #listeners = new Set<() => void>();

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly snapshot = (): FieldValues => this.#values;

  setCommon(common: OwnFields): void {
    this.#publish({ common });
  }

  /** In place of those that each file had of its own. */
  give(values: ReadonlyMap<string, OwnFields>): void {
    this.#publish({ own: new Map([...this.#values.own, ...values]) });
  }

  /** Those with which the file would be recorded now. */
  of(key: string): OwnFields {
    return fieldsOf(this.#values, key);
  }

  /** Those with which it is sent now; undefined: none, as an empty list of fields is nothing that a record states. */
  take(key: string): OwnFields | undefined {
    const fields = this.of(key);
    this.#publish({ sent: new Map([...this.#values.sent, [key, fields]]) });
    return Object.keys(fields).length > 0 ? fields : undefined;
  }

  /** With what it was sent counts until it is known whether that was recorded. */
  hold(key: string): void {
    if (this.#values.held.has(key)) return;
    const sent = new Map([...this.#values.sent, [key, this.#values.sent.get(key) ?? this.of(key)]]);
    this.#publish({ sent, held: new Set([...this.#values.held, key]) });
  }

  /** A file that was chosen again goes on with an attempt that was made under another key. */
  holdAs(key: string, before: string): void {
    const sent = this.#values.sent.get(before);
    if (!sent || !this.#values.held.has(before)) return;
    this.#publish({ sent: new Map([...this.#values.sent, [key, sent]]) });
    this.hold(key);
  }

  /** Held, and noted, before anything is sent: whoever reloads the page meanwhile does not know either whether it was recorded. */
  async attempt(
    key: string,
    { send, note }: { send: () => Promise<SendOutcome>; note: () => unknown },
  ): Promise<SendOutcome> {
    const wasHeld = this.isHeld(key);
    this.hold(key);
    note();
    const outcome = await send();
    if (!wasHeld && !mayBeRecorded(outcome)) this.release(key);
    note();
    return outcome;
  }

  /** It is known: no attempt at the file is open any more. */
  release(key: string): void {
    if (!this.#values.held.has(key)) return;
    this.#publish({ held: new Set([...this.#values.held].filter((other) => other !== key)) });
  }

  isHeld(key: string): boolean {
    return this.#values.held.has(key);
  }

  /** A file that was chosen again goes on with what it had under another key. */
  takeOver(key: string, before: string): void {
    const own = this.#values.own.get(before);
    if (own && !this.#values.own.has(key)) this.give(new Map([[key, own]]));
  }

  #publish(change: Partial<FieldValues>): void {
    this.#values = { ...this.#values, ...change };
    for (const listener of this.#listeners) listener();
  }
}

export function fieldsOf({ common, own, sent, held }: FieldValues, key: string): OwnFields {
  const before = held.has(key) ? sent.get(key) : undefined;
  return before ?? { ...common, ...own.get(key) };
}

/** Whether an upload's address has room for them. */
export function fitAddress(fields: OwnFields): boolean {
  return encodeURIComponent(JSON.stringify(fields)).length <= ADDRESS_CHARS_MAX;
}
