/** Which server a command asks, as whom, and how long it waits. */
export const SERVER = { url: { value: "URL" }, key: { value: "KEY" }, timeout: { value: "SECONDS" } } as const;
