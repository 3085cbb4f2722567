"use client";

import { useRouter } from "next/navigation";
import { useState, useTransition } from "react";
import { type Refusal, take } from "./ask.ts";

/** What is not to be mended on the page as it is: it is shown anew, and says how things stand. */
const ELSEWHERE = [
  ...["link_invalid", "contract_over", "contract_party_done", "contract_party_waits"],
  ...["contract_changed", "contract_busy", "contract_step_missing"],
];

/** Takes a step and shows the page anew behind it, so that what one sees is what the server has. */
export function useStep(token: string) {
  const router = useRouter();
  const [asking, setAsking] = useState(false);
  const [showing, startShowing] = useTransition();
  const [refusal, setRefusal] = useState<Refusal>();
  const step = async (...steps: readonly { name: string; body?: unknown }[]): Promise<boolean> => {
    setAsking(true);
    setRefusal(undefined);
    let refused: Refusal | undefined;
    for (const { name, body } of steps) refused ??= await take(token, name, body);
    setAsking(false);
    if (refused === undefined || ELSEWHERE.includes(refused.code)) startShowing(() => router.refresh());
    if (refused !== undefined) setRefusal(refused);
    return refused === undefined;
  };
  return { step, refusal, busy: asking || showing };
}
