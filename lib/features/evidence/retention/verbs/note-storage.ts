/** Looks at the bucket in which content lies, and writes down what it was found to do. */
import { prisma } from "#lib/infra/db/prisma.ts";
import { lookAtStorage } from "#lib/infra/storage/look.ts";
import { logEvent } from "#lib/infra/telemetry/log.ts";

/** Nothing is kept where content lies on the disk. */
export async function noteStorage(now: Date = new Date()): Promise<void> {
  const look = await lookAtStorage();
  if (!look) return void (await prisma().storageProbe.deleteMany());
  const { place, answers, unfit } = look;
  if (unfit.length > 0) logEvent("error", "storage.unfit", { place, unfit: unfit.join(" ") });
  const found = answers ? JSON.stringify(answers) : null;
  await prisma().$executeRaw`
    INSERT INTO storage_probe (id, place, answers, unfit, at) VALUES (1, ${place}, ${found}::jsonb, ${unfit}, ${now})
    ON CONFLICT (id) DO UPDATE SET place = excluded.place, answers = excluded.answers, unfit = excluded.unfit, at = excluded.at`;
}
