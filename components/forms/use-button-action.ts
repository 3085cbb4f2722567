"use client";

import { unstable_rethrow as rethrow } from "next/navigation";
import { useState } from "react";
import type { FormState } from "#lib/words/form-state.ts";

/** An action without a form of its own: that of a button, or a form's whose earlier state is bound. */
export type ButtonAction = (form: FormData) => Promise<void> | Promise<FormState<string, unknown>>;

/**
 * Sends what a button or a switch stands for, within a transition of the caller's; `failed`: it did not arrive, or was refused. What is
 * gone already is what was asked for.
 */
export function useButtonAction(action: ButtonAction) {
  const [failed, setFailed] = useState(false);
  const send = async (fields: Record<string, string>): Promise<void> => {
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.set(name, value);
    try {
      const problem = (await action(form))?.problem;
      setFailed(problem !== undefined && problem.code !== "gone");
    } catch (error) {
      rethrow(error); // a way to another page
      setFailed(true);
    }
  };
  return { failed, send };
}
