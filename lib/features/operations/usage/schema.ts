import { z } from "zod";

/** A month in UTC. */
export const monthSchema = z.string().regex(/^[12]\d{3}-(?:0[1-9]|1[0-2])$/);
