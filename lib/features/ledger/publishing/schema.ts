import { z } from "zod";

/**
 * What happens to a record's entry after it was recorded. witnessed, timestamped: its block, or a later one, which commits
 * to it as well.
 */
const MILESTONES = ["anchored", "witnessed", "timestamped"] as const;
export type Milestone = (typeof MILESTONES)[number];

export const milestoneSchema = z.enum(MILESTONES);

const WAIT_SECONDS_MAX = 30;

export const waitQuerySchema = z.object({
  /** Seconds to wait until the record is anchored, or what `until` names. */
  wait: z.coerce.number().int().min(0).max(WAIT_SECONDS_MAX).default(0),
  /** What is waited for. When the time is over the answer is what there is. */
  until: milestoneSchema.default("anchored"),
});
