/** What digest-stream.ts asks its thread, and what that answers. `algorithm`: as node names it; the same for all of a stream. */
export type SlowAlgorithm = "sha3-256" | "sm3";
export type DigestQuestion = { stream: number; algorithm: SlowAlgorithm; chunk?: Uint8Array; isLast?: true };
export type DigestAnswer = { stream: number; taken: number; digest?: Uint8Array };
