import { z } from "zod";
import { HEALTH_TROUBLES, UNREADY } from "./types.ts";

/** How the installation is, as programs read it. */
export const healthSchema = z
  .strictObject({
    status: z.enum(["ok", "degraded", "unavailable"]),
    troubles: z.array(z.strictObject({ code: z.enum(HEALTH_TROUBLES), ledger: z.string().optional() })),
    version: z.string(),
    database: z.enum(["ok", "unavailable"]),
    ledgers: z.array(
      z.strictObject({
        ...{ name: z.string(), treeSize: z.number() },
        ...{ height: z.number().optional(), ageSeconds: z.number().optional() },
      }),
    ),
  })
  .meta({ id: "Health" });

/** Whether the process lives, and answers. */
export const liveSchema = z.strictObject({ status: z.literal("alive"), version: z.string() });

/** Whether it should be sent requests. */
export const readySchema = z.strictObject({
  status: z.enum(["ready", "not_ready"]),
  reasons: z.array(z.enum(UNREADY)),
  /** Where there is one: whether it is read from, or too far behind. Either way everything is answered. */
  standby: z.enum(["in_use", "too_old"]).optional(),
  version: z.string(),
});
