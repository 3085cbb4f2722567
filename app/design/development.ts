import { env } from "#lib/env.ts";

export const isDevelopment = env.NODE_ENV === "development";
