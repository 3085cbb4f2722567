/** A step of a running start: raises the alert that a part died and is started again. Arguments: part, how, times in a row. */
import { answer } from "./answer.ts";

await answer(async () => {
  const { raisePartDied } = await import("#lib/features/operations/installation/verbs/raise-part-died.ts");
  const { prisma } = await import("#lib/infra/db/prisma.ts");
  const [part = "", how = "", times] = process.argv.slice(2);
  try {
    await raisePartDied({ part, how, times: Number(times) });
  } finally {
    await prisma().$disconnect();
  }
});
