import { z } from "zod";
import { HEALTH_TROUBLES } from "./types.ts";

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
