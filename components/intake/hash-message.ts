/** What the worker that hashes a file tells the page. */
export type HashMessage =
  | { kind: "progress"; hashed: number }
  | { kind: "done"; sha256: string }
  | { kind: "unreadable" };
