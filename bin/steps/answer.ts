/** How the steps that need the installed runtime answer the start that runs them: one message, then they end. */
import { Failure } from "../start/failure.mjs";
import { tellParent } from "./tell-parent.ts";

/** Runs a step; sends `{ ready: result }`, or `{ failed: { en, zh } }` and ends with 1. Without a parent it prints. */
export async function answer(step: () => Promise<unknown>): Promise<void> {
  try {
    await reply({ ready: (await step()) ?? true });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const failed = { en: message, zh: error instanceof Failure ? error.zh : message };
    await reply({ failed });
    process.exitCode = 1;
  }
  if (process.connected) process.disconnect();
}

async function reply(message: object): Promise<void> {
  if (!(await tellParent(message))) console.log(JSON.stringify(message));
}
