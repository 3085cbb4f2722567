import { z } from "zod";

/**
 * What happens to a record's entry after it was recorded. witnessed, timestamped: its block, or a later one, which commits
 * to it as well.
 */
const MILESTONES = ["anchored", "witnessed", "timestamped"] as const;
export type Milestone = (typeof MILESTONES)[number];

export const milestoneSchema = z.enum(MILESTONES);
