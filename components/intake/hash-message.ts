/** What the worker is asked: `second` for SHA3-256, too. */
export type HashQuestion = { file: Blob; second: boolean };

/** What the worker that hashes a file tells the page. */
export type HashMessage =
  | { kind: "progress"; hashed: number }
  | { kind: "done"; sha256: string; sha3?: string }
  | { kind: "unreadable" };
