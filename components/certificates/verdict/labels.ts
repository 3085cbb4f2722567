/** What fields are called, by their names in a credential, in the reader's language; the names are a stranger's words, and may be any. */
export type Labels = Readonly<Record<string, string>>;

export const labelOf = (labels: Labels, name: string): string =>
  (Object.hasOwn(labels, name) ? labels[name] : undefined) ?? name;
