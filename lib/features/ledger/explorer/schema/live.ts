/** What comes in and what goes out where a ledger's figures and news are read. */
import { z } from "zod";

/** How far back figures reach, and in which steps. Steps begin at full hours and at midnight, UTC. */
export const RANGES = {
  day: { steps: 24, stepMs: 3_600_000 },
  month: { steps: 30, stepMs: 86_400_000 },
} as const;
export type Range = keyof typeof RANGES;

const decimal = z
  .string()
  .regex(/^(0|[1-9][0-9]{0,15})$/)
  .transform(BigInt);
const count = z.number().int().min(0);

export const figuresQuerySchema = z.object({ range: z.enum(["day", "month"]).default("day") });

export const stepSchema = z.object({
  from: z.iso.datetime(),
  /** Not included. The last step is the one that is not over. */
  to: z.iso.datetime(),
  blocks: count,
  entries: count,
});

export const figuresSchema = z.object({
  range: z.enum(["day", "month"]),
  /** Oldest first. */
  steps: z.array(stepSchema),
  waiting: z.object({
    /** Exact up to 10,000. */
    count,
    since: z.iso.datetime().optional(),
  }),
});

/** `after`: height of the last block known. A Last-Event-ID header wins over it. */
export const eventsQuerySchema = z.object({ after: decimal.optional() });

export type FigureStep = z.output<typeof stepSchema>;
export type FiguresView = z.output<typeof figuresSchema>;

/** The data of a `block` event. */
export interface BlockNews {
  height: number;
  time: string;
  leafCount: number;
  treeSize: number;
  /** Hex. */
  root: string;
  /** The signed note. */
  checkpoint: string;
  /** How many records wait for the next block. */
  waiting: number;
}
