"use client";

import { Files } from "lucide-react";
import { useTranslations } from "next-intl";
import { useRef, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Bytes } from "#components/ui/bytes.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { Progress } from "#components/ui/progress.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { BUNDLE_FILES_MAX } from "#lib/core/bundle/limits.ts";
import { FILE_NAME_CHARS_MAX } from "#lib/core/text/file-name.ts";
import type { FieldDefinition } from "#lib/features/evidence/fields/types.ts";
import { BundleFields, useTypedFields } from "./bundle-fields.tsx";
import { type BundleOutcome, inBundle, type NamedFile, recordBundle } from "./bundle-files.ts";
import type { ChosenFile } from "./chosen-files.ts";
import { UploadChooser } from "./upload-chooser.tsx";

type Chosen = { files: readonly NamedFile[]; bytes: number; idempotencyKey: string };
type Phase = { kind: "idle" } | { kind: "hashing"; files: number; bytes: number } | BundleOutcome;

/** A folder, or many files, as one record: hashed here, and not sent. */
export function BundlePanel({ asked }: { asked: readonly FieldDefinition[] }) {
  const t = useTranslations("upload.bundle");
  const [name, setName] = useState("");
  const [chosen, setChosen] = useState<Chosen>();
  const [phase, setPhase] = useState<Phase>({ kind: "idle" });
  const { fields, lacking, isWrong, onValue } = useTypedFields(asked);
  const cancel = useRef<AbortController>(undefined);
  const take = (given: ChosenFile[]) => {
    if (given.length === 0) return;
    const { name: folder, files } = inBundle(given);
    const bytes = files.reduce((sum, { file }) => sum + file.size, 0);
    setChosen({ files, bytes, idempotencyKey: crypto.randomUUID() });
    setName((before) => before || folder);
    setPhase({ kind: "idle" });
  };
  const record = async ({ files, idempotencyKey }: Chosen) => {
    cancel.current = new AbortController();
    setPhase({ kind: "hashing", files: 0, bytes: 0 });
    const onHashed = (hashed: number, bytes: number) => setPhase({ kind: "hashing", files: hashed, bytes });
    const { signal } = cancel.current;
    setPhase(await recordBundle({ name: name.trim(), fields, files }, { idempotencyKey, onHashed, signal }));
  };
  if (phase.kind === "recorded") {
    return (
      <Callout
        tone="ok"
        role="status"
        title={t("done", { count: chosen?.files.length ?? 0 })}
        actions={
          <LinkButton href={`/evidence/${phase.id}`} variant="primary">
            {t("open")}
          </LinkButton>
        }
      >
        {t("doneText")}
      </Callout>
    );
  }
  return (
    <div className="grid grid-cols-1 gap-6">
      <UploadChooser compact={chosen !== undefined} filesMax={BUNDLE_FILES_MAX} onFiles={take} />
      {chosen ? (
        <form
          className="grid gap-5"
          onSubmit={(event) => {
            event.preventDefault();
            void record(chosen);
          }}
        >
          <p role="status" className="flex items-center gap-2 text-sm font-medium">
            <Files aria-hidden="true" className="size-4" />
            <span>
              {t("chosen", { count: chosen.files.length })} · <Bytes value={chosen.bytes} brief />
            </span>
          </p>
          <TextField
            label={t("name")}
            hint={t("nameHint")}
            value={name}
            onChange={(event) => setName(event.target.value)}
            maxLength={FILE_NAME_CHARS_MAX}
            autoComplete="off"
            required
          />
          <BundleFields asked={asked} lacking={lacking} onValue={onValue} />
          {phase.kind === "hashing" ? (
            <>
              <Progress
                label={t(phase.files < chosen.files.length ? "hashing" : "sending")}
                value={chosen.bytes === 0 ? phase.files / chosen.files.length : phase.bytes / chosen.bytes}
                detail={t("progress", { done: phase.files, all: chosen.files.length })}
              />
              <div>
                <Button onClick={() => cancel.current?.abort()}>{t("cancel")}</Button>
              </div>
            </>
          ) : (
            <div>
              <Button type="submit" variant="primary" disabled={name.trim() === "" || isWrong || lacking.length > 0}>
                {t("record", { count: chosen.files.length })}
              </Button>
            </div>
          )}
          <Failure phase={phase} />
        </form>
      ) : null}
    </div>
  );
}

function Failure({ phase }: { phase: Phase }) {
  const t = useTranslations("upload.bundle");
  if (phase.kind === "unreadable") {
    return <Callout tone="danger" role="alert" title={t("unreadable", { name: phase.name })} />;
  }
  if (phase.kind === "lost") return <Callout tone="danger" role="alert" title={t("lost")} />;
  if (phase.kind !== "refused") return null;
  return (
    <Callout tone="danger" role="alert" title={phase.title || t("lost")}>
      <p>{phase.detail}</p>
      {phase.lines.length > 0 ? (
        <ul className="grid gap-1 pt-2 text-xs">
          {phase.lines.map(({ name, detail }) => (
            <li key={name} className="break-words">
              <span className="font-medium">{name}</span>: {detail}
            </li>
          ))}
        </ul>
      ) : null}
    </Callout>
  );
}
