"use client";

import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { type AskedField, readDraft, type Typed } from "#lib/features/certificates/issuing/schema/draft.ts";
import { DraftFields } from "./draft-fields.tsx";
import type { ShownFault } from "./fault-words.ts";
import { checkRows, issueOne, RequestRefused } from "./requests.ts";

type CorrectFormProps = {
  certificate: {
    id: string;
    template: { id: string; version: number };
    holderName: string;
    email?: string | undefined;
    values: Record<string, string>;
    validUntil?: string | undefined;
  };
  fields: readonly AskedField[];
};

/** The same certificate once more, with what was wrong put right: it takes the place of the old one. */
export function CorrectForm({ certificate, fields }: CorrectFormProps) {
  const t = useTranslations("issued.correct");
  const forms = useTranslations("forms");
  const { id: replaces, template, holderName, email, values, validUntil } = certificate;
  const [typed, setTyped] = useState<Typed>({ ...values, holder_name: holderName, email });
  const [faults, setFaults] = useState<readonly ShownFault[]>([]);
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const [issued, setIssued] = useState<{ id: string; batch: string }>();
  const send = async (event: FormEvent) => {
    event.preventDefault();
    const { draft, faults: own } = readDraft(typed, fields);
    setFaults(own);
    setProblem(undefined);
    if (own.length > 0) return;
    setBusy(true);
    try {
      const version = template.version;
      const checked = await checkRows({ template: template.id, version, drafts: [draft] });
      const found = checked.faults.flatMap((each) => each.faults);
      setFaults(found);
      if (found.length === 0)
        setIssued(await issueOne({ ...draft, template: template.id, version, validUntil, replaces }));
    } catch (error) {
      setProblem(error instanceof RequestRefused ? error.message : forms("notAnswered"));
    }
    setBusy(false);
  };
  if (issued) {
    return (
      <Callout
        tone="ok"
        role="status"
        actions={
          <LinkButton href={`/certificates/batches/${issued.batch}`} size="sm">
            {t("look")}
          </LinkButton>
        }
      >
        {t("submitted")}
      </Callout>
    );
  }
  return (
    <form onSubmit={(event) => void send(event)} noValidate className="grid gap-5">
      {problem === undefined ? null : (
        <Callout tone="danger" role="alert">
          {problem}
        </Callout>
      )}
      <DraftFields
        fields={fields}
        typed={typed}
        faults={faults}
        onChange={(name, value) => setTyped({ ...typed, [name]: value })}
      />
      <div>
        <Button type="submit" variant="primary" scripted busy={isBusy}>
          {t("submit")}
        </Button>
      </div>
    </form>
  );
}
