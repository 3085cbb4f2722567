/**
 * The values of own fields with which files are recorded: for all of them, and for each alone. Beside the queue, and like it outside React,
 * so that they outlive the page.
 */
import type { OwnFields } from "#lib/core/claim/own-fields.ts";

/** Of fields in an address, percent-encoded: servers take some 16 KB with everything else. */
const ADDRESS_CHARS_MAX = 12_000;

export interface FieldValues {
  /** For all files. */
  readonly common: OwnFields;
  /** By the key of the file; each counts before those for all. */
  readonly own: ReadonlyMap<string, OwnFields>;
  /** As they were sent, by the key of the file. */
  readonly sent: ReadonlyMap<string, OwnFields>;
}

export class UploadFields {
  #values: FieldValues = { common: {}, own: new Map(), sent: new Map() };
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

export function fieldsOf({ common, own }: FieldValues, key: string): OwnFields {
  return { ...common, ...own.get(key) };
}

/** Whether an upload's address has room for them. */
export function fitAddress(fields: OwnFields): boolean {
  return encodeURIComponent(JSON.stringify(fields)).length <= ADDRESS_CHARS_MAX;
}
