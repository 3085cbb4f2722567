"use client";

import { browserSupportsWebAuthn, WebAuthnError } from "@simplewebauthn/browser";
import { KeyRound } from "lucide-react";
import { unstable_rethrow as rethrow } from "next/navigation";
import { useTranslations } from "next-intl";
import { startTransition, useState, useSyncExternalStore } from "react";
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
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<FormProblem>();
  const press = async () => {
    setBusy(true);
    setProblem(undefined);
    // Outside of a transition: one that waits for somebody to fetch a key would hold up every other form of the page.
    const signed = await sign(props, words);
    startTransition(async () => {
      setProblem("problem" in signed ? signed.problem : await hand(props, { form: signed.form, words }));
      setBusy(false);
    });
  };
  if (!supported) return <p className="text-sm text-ink-soft">{t("passkeyNone")}</p>;
  return (
    <div className="grid gap-3">
      <FormProblemCallout problem={problem} />
      <div>
        <Button
          variant={variant}
          className={wide ? "w-full" : undefined}
          busy={busy}
          icon={<KeyRound aria-hidden="true" className="size-4" />}
          onClick={press}
        >
          {label}
        </Button>
      </div>
    </div>
  );
}

type Words = Record<"cancelled" | "elsewhere" | "present" | "unanswered", string>;

/** @returns what the authenticator signed, in a form */
async function sign<Options, Done>(
  { begin, ask, fields }: PasskeyButtonProps<Options, Done>,
  words: Words,
): Promise<{ form: FormData } | { problem: FormProblem }> {
  try {
    const begun = await begin({ values: {}, problems: {} }, new FormData());
    if (begun.done === undefined)
      return { problem: problemOf(begun) ?? { code: "unavailable", text: words.unanswered } };
    const form = new FormData();
    for (const [name, value] of Object.entries(fields?.() ?? {})) form.set(name, value);
    form.set("answer", JSON.stringify(await ask(begun.done)));
    return { form };
  } catch (error) {
    return { problem: { code: "passkey_refused", text: wordsOf(error, words) } };
  }
}

/** @returns why the server refused it; undefined when it did not */
async function hand<Options, Done>(
  { finish, onDone }: PasskeyButtonProps<Options, Done>,
  { form, words }: { form: FormData; words: Words },
): Promise<FormProblem | undefined> {
  try {
    const finished = await finish({ values: {}, problems: {} }, form);
    if (finished.done === undefined) return problemOf(finished);
    onDone?.(finished.done);
    return undefined;
  } catch (error) {
    rethrow(error); // a way to another page
    return { code: "unavailable", text: words.unanswered };
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
