/** What sha3-stream.ts asks its thread, and what that answers. */
export type Sha3Question = { stream: number; chunk?: Uint8Array; isLast?: true };
export type Sha3Answer = { stream: number; taken: number; digest?: Uint8Array };
