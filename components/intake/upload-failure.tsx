"use client";

import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Callout } from "#components/ui/callout.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import type { Problem } from "./problem.ts";
import type { Failure, Stage } from "./upload-item.ts";

const HTTP_UNAUTHORIZED = 401;

/** What went wrong with one file, whether anything was recorded, and what to do. Nothing while all is well. */
export function UploadFailure({ stage, max }: { stage: Stage; max: string }) {
  const t = useTranslations("upload");
  if (stage.name === "refused") return <Told title={t("stage.refused")}>{t(`refused.${stage.reason}`, { max })}</Told>;
  if (stage.name === "unhashed") return <Told title={t("stage.failed")}>{t(`failure.${stage.reason}`)}</Told>;
  if (stage.name === "paused")
    return (
      <Told title={t("stage.paused")} tone="attention">
        {t("failure.paused")}
      </Told>
    );
  if (stage.name !== "failed") return null;
  return <FailureWords failure={stage.failure} />;
}

function FailureWords({ failure }: { failure: Failure }) {
  const t = useTranslations("upload");
  if (failure.kind === "changed") return <Told title={t("stage.failed")}>{t("failure.changed")}</Told>;
  if (failure.kind === "lost")
    return failure.complete ? (
      <Told title={t("stage.unknown")} tone="attention">
        {t("failure.lostComplete")}
      </Told>
    ) : (
      <Told title={t("stage.failed")}>{t("failure.lost")}</Told>
    );
  return <ProblemWords problem={failure.problem} />;
}

/** The server's own words, in the reader's language; ours where something else answered in its place. */
function ProblemWords({ problem }: { problem: Problem }) {
  const t = useTranslations("upload");
  if (problem.status === HTTP_UNAUTHORIZED)
    return (
      <Told
        title={t("stage.failed")}
        actions={
          <TextLink href="/sign-in" target="_blank">
            {t("failure.signIn")}
          </TextLink>
        }
      >
        {t("failure.session")}
      </Told>
    );
  const { title, detail, code, status } = problem;
  if (!title && !detail)
    return (
      <Told title={t("stage.unknown")} tone="attention">
        {t("failure.status", { status })}
      </Told>
    );
  return (
    <Told title={title || t("stage.failed")}>
      {detail}
      {code ? <span className="block font-mono text-xs text-ink-soft">{t("failure.code", { code })}</span> : null}
    </Told>
  );
}

type ToldProps = { title: string; tone?: "danger" | "attention"; actions?: ReactNode; children: ReactNode };

function Told({ title, tone = "danger", actions, children }: ToldProps) {
  return (
    <Callout tone={tone} role="alert" title={title} actions={actions}>
      {children}
    </Callout>
  );
}
