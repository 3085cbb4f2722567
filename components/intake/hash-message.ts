/** Beside SHA-256. */
export type MoreDigests = { sha3?: boolean; sm3?: boolean };

/** What the worker is asked. */
export type HashQuestion = { file: Blob; more: MoreDigests };

/** What the worker that hashes a file tells the page. */
export type HashMessage =
  | { kind: "progress"; hashed: number }
  | { kind: "done"; sha256: string; sha3?: string; sm3?: string }
  | { kind: "unreadable" };
