/** What a key of the sandbox may. */
export const SANDBOX_SCOPES = ["evidence:write", "evidence:read"] as const;
/** A key that nobody vouches for; the records go when tests go, 30 days after they were made. */
export const SANDBOX_DAYS_MAX = 30;
/** Bytes of content. */
export const SANDBOX_QUOTA_BYTES = 16 * 1024 ** 2;
