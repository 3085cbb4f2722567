"use client";

import { FileText } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Bytes } from "#components/ui/bytes.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { Card } from "#components/ui/card.tsx";
import { DefinitionList } from "#components/ui/definition-list.tsx";
import { Digest } from "#components/ui/digest.tsx";
import { FileDrop } from "#components/ui/file-drop.tsx";
import type { DeskProps, GivenDocument } from "./desk.ts";
import { SealingForm } from "./sealing-form.tsx";

/** As large as a document may be that is sealed here. */
const BYTES_MAX = 32 * 1024 * 1024;

type Problem = "tooLarge" | "noPdf" | "other";

/** Seals a document by hand, or asks a second person to approve that. */
export function SealingDesk(props: DeskProps) {
  const { request } = props;
  const t = useTranslations("documentSeals.desk");
  const [given, setGiven] = useState<GivenDocument>();
  const [isReading, setReading] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  useEffect(() => () => given?.open?.close(), [given]);
  const take = async ([file]: File[]) => {
    if (!file) return;
    setGiven(undefined);
    setReading(true);
    const read = await readFile(file, request?.digest);
    setReading(false);
    if (typeof read === "string") return setProblem(read);
    setProblem(undefined);
    setGiven(read);
  };
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-6">
      {given ? (
        <Card
          title={t("document")}
          actions={
            <Button size="sm" onClick={() => setGiven(undefined)}>
              {t("another")}
            </Button>
          }
        >
          <DefinitionList
            items={[
              { term: t("name"), description: <bdi>{given.file.name}</bdi> },
              { term: t("size"), description: <Bytes value={given.file.size} /> },
              { term: t("pages"), description: given.open ? given.open.pages : null },
              { term: t("digest"), description: <Digest value={given.digest} what={t("digestWhat")} /> },
            ]}
          />
        </Card>
      ) : (
        <FileDrop
          title={t("drop")}
          hint={t("dropHint")}
          buttonLabel={t("choose")}
          icon={<FileText aria-hidden="true" className="size-8" />}
          onFiles={take}
          disabled={isReading}
          compact
        />
      )}
      <p role="status" className="sr-only">
        {isReading ? t("reading") : given ? t("read", { name: given.file.name }) : ""}
      </p>
      {problem ? (
        <Callout tone="danger" role="alert">
          {t(`problems.${problem}`)}
        </Callout>
      ) : null}
      {given ? <SealingForm key={given.digest} {...props} given={given} /> : null}
    </div>
  );
}

/** @param approved the digest of the only document that it may be */
async function readFile(file: File, approved: string | undefined): Promise<GivenDocument | Problem> {
  if (file.size > BYTES_MAX) return "tooLarge";
  const bytes = new Uint8Array(await file.arrayBuffer());
  if (!new TextDecoder("latin1").decode(bytes.subarray(0, 1_024)).includes("%PDF-")) return "noPdf";
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  const digest = Array.from(hash, (byte) => byte.toString(16).padStart(2, "0")).join("");
  if (approved !== undefined && approved !== digest) return "other";
  const open = await import("./open-document.ts")
    .then(({ openDocument }) => openDocument(bytes))
    .catch(() => undefined);
  return { file, digest, open };
}
