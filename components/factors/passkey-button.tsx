"use client";

import { browserSupportsWebAuthn, WebAuthnError } from "@simplewebauthn/browser";
import { KeyRound } from "lucide-react";
import { unstable_rethrow as rethrow } from "next/navigation";
import { useTranslations } from "next-intl";
import { startTransition, useActionState, useSyncExternalStore } from "react";
import { FormProblemCallout } from "#components/forms/action-form.tsx";
import { Button, type ButtonVariant } from "#components/ui/button.tsx";
import type { FormProblem, FormState } from "#lib/words/form-state.ts";

type Action<Done> = (before: FormState<string, Done>, form: FormData) => Promise<FormState<string, Done>>;

type PasskeyButtonProps<Options, Done> = {
  /** Asks the server what is to be signed. */
  begin: Action<Options>;
  /** Lets the authenticator sign it. */
  ask: (options: Options) => Promise<unknown>;
  /** Hands the server what was answered, in the field `answer`. */
  finish: Action<Done>;
  /** What else is sent with it. */
  fields?: () => Record<string, string>;
  onDone?: (done: Done) => void;
  label: string;
  variant?: ButtonVariant;
  /** As wide as what is around it. */
  wide?: boolean;
};

const never = () => () => {};

/** A button that leads through an authenticator; nothing where the browser knows none. */
export function PasskeyButton<Options, Done>(props: PasskeyButtonProps<Options, Done>) {
  const { label, variant, wide } = props;
  const t = useTranslations("factors");
  const words = {
    cancelled: t("cancelled"),
    elsewhere: t("elsewhere"),
    present: t("present"),
    unanswered: t("unanswered"),
  };
  const supported = useSyncExternalStore(never, browserSupportsWebAuthn, () => true);
  const [problem, act, pending] = useActionState(async () => await run(props, words), undefined);
  if (!supported) return <p className="text-sm text-ink-soft">{t("passkeyNone")}</p>;
  return (
    <div className="grid gap-3">
      <FormProblemCallout problem={problem} />
      <div>
        <Button
          variant={variant}
          className={wide ? "w-full" : undefined}
          busy={pending}
          icon={<KeyRound aria-hidden="true" className="size-4" />}
          onClick={() => startTransition(act)}
        >
          {label}
        </Button>
      </div>
    </div>
  );
}

type Words = Record<"cancelled" | "elsewhere" | "present" | "unanswered", string>;

/** @returns why it came to nothing; undefined when it worked */
async function run<Options, Done>(
  { begin, ask, finish, fields, onDone }: PasskeyButtonProps<Options, Done>,
  words: Words,
): Promise<FormProblem | undefined> {
  try {
    const begun = await begin({ values: {}, problems: {} }, new FormData());
    if (begun.done === undefined) return problemOf(begun) ?? { code: "unavailable", text: words.unanswered };
    const form = new FormData();
    for (const [name, value] of Object.entries(fields?.() ?? {})) form.set(name, value);
    form.set("answer", JSON.stringify(await ask(begun.done)));
    const finished = await finish({ values: {}, problems: {} }, form);
    if (finished.done === undefined) return problemOf(finished);
    onDone?.(finished.done);
    return undefined;
  } catch (error) {
    rethrow(error); // a way to another page
    return { code: "passkey_refused", text: wordsOf(error, words) };
  }
}

function problemOf<Done>({ problem, problems }: FormState<string, Done>): FormProblem | undefined {
  return problem ?? Object.values(problems)[0];
}

/** Browsers say little, so that no page learns which passkeys one has (WebAuthn section 14.5). */
function wordsOf(error: unknown, words: Words): string {
  const name = error instanceof Error ? error.name : "";
  if (error instanceof WebAuthnError && error.code === "ERROR_AUTHENTICATOR_PREVIOUSLY_REGISTERED")
    return words.present;
  if (name === "NotAllowedError" || name === "AbortError") return words.cancelled;
  return name === "SecurityError" ? words.elsewhere : words.unanswered;
}
