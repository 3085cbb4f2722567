"use client";

import { EyeOff, FileDown } from "lucide-react";
import { useTranslations } from "next-intl";
import { type FormEvent, useEffect, useState } from "react";
import { Button, buttonClass } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import { InAppNotice } from "#components/ui/in-app-notice.tsx";
import { makeProof, type Proof } from "./make-proof.ts";
import { type Choice, Choices } from "./new-share.tsx";

const FILE_NAME = "sealbook-proof.json";

type UnlinkableProofProps = {
  token: string;
  id: string;
  choices: readonly Choice[];
  /** Whole days that a proof is good for at most. */
  days: number;
};

/** Makes a proof that cannot be connected with others, in this browser. Needs the messages `shares`. */
export function UnlinkableProof({ token, id, choices, days }: UnlinkableProofProps) {
  const t = useTranslations("shares.unlinkable");
  const common = useTranslations("shares");
  const [step, setStep] = useState<"closed" | "open" | "busy" | Proof>("closed");
  const [problem, setProblem] = useState<string>();
  const make = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const shown = new FormData(event.currentTarget).getAll("shown").map(String);
    setProblem(undefined);
    setStep("busy");
    const made = await makeProof({ token, id, shown });
    if ("problem" in made) setProblem(made.problem ?? t("failed"));
    setStep("problem" in made ? "open" : made);
  };
  // Nothing is ticked: whoever wants a proof that connects nothing chooses what may.
  const none = choices.map((choice) => ({ ...choice, onPage: false }));
  return (
    <div className="grid justify-items-start gap-3">
      <div className="grid gap-1">
        <h4 className="text-sm font-semibold">{t("title")}</h4>
        <p className="max-w-prose text-sm text-ink-soft">{t("lead", { days })}</p>
      </div>
      {step === "closed" ? (
        <Button icon={<EyeOff aria-hidden="true" className="size-4" />} onClick={() => setStep("open")}>
          {t("open")}
        </Button>
      ) : null}
      {step === "open" || step === "busy" ? (
        <form onSubmit={make} className="grid gap-5" aria-label={t("open")}>
          {problem ? (
            <Callout tone="danger" role="alert">
              {problem}
            </Callout>
          ) : null}
          <Choices choices={none} hint={t("whatHint")} />
          <p className="max-w-prose text-xs text-ink-soft">{t("made")}</p>
          <div className="flex flex-wrap gap-3">
            <Button type="submit" variant="primary" busy={step === "busy"}>
              {t("make")}
            </Button>
            <Button variant="quiet" onClick={() => setStep("closed")}>
              {common("cancel")}
            </Button>
          </div>
        </form>
      ) : null}
      {typeof step === "object" ? <Ready proof={step} onAnother={() => setStep("open")} /> : null}
    </div>
  );
}

function Ready({ proof, onAnother }: { proof: Proof; onAnother: () => void }) {
  const t = useTranslations("shares.unlinkable");
  const [file, setFile] = useState<string>();
  useEffect(() => {
    const address = URL.createObjectURL(new Blob([proof.text], { type: "application/json" }));
    setFile(address);
    return () => URL.revokeObjectURL(address);
  }, [proof]);
  return (
    <div role="status" className="grid gap-3">
      <Callout tone="ok" title={t("ready")}>
        {t("readyText")} <DateTime value={proof.validUntil} brief />
      </Callout>
      <div className="flex flex-wrap gap-2">
        <a href={file} download={FILE_NAME} className={buttonClass({ variant: "primary" })}>
          <FileDown aria-hidden="true" className="size-4" />
          {t("download")}
        </a>
        <CopyButton wordy value={proof.link} what={t("link")} />
        <Button variant="quiet" onClick={onAnother}>
          {t("another")}
        </Button>
      </div>
      <p className="max-w-prose text-xs text-ink-soft">{t("linkHint")}</p>
      <InAppNotice />
    </div>
  );
}
