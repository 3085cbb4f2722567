import { useTranslations } from "next-intl";
import { Badge } from "#components/ui/badge.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import { DefinitionList } from "#components/ui/definition-list.tsx";
import { Digest } from "#components/ui/digest.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import type { ShownRequest } from "#lib/features/contracts/seals/types.ts";
import { DecisionForm } from "./decision-form.tsx";
import { PartyName } from "./party-name.tsx";
import { PlaceWords } from "./place-words.tsx";
import { SealPicture } from "./seal-picture.tsx";

const TONES = {
  waiting: "attention",
  approved: "ok",
  rejected: "danger",
  used: "neutral",
  expired: "neutral",
} as const;

type RequestCardProps = { request: ShownRequest; mayDecide: boolean; isActive: boolean };

/** What somebody wants to seal: all that whoever decides has to see. */
export function RequestCard({ request, mayDecide, isActive }: RequestCardProps) {
  const t = useTranslations("documentSeals.requests");
  const { id, sealId, seal, document, purpose, covers, digest, state, asker, askedAt, decidedAt, decidedBy } = request;
  const isOpen = state === "waiting" && !seal.isRevoked && isActive;
  return (
    <article aria-labelledby={`request-${id}`} className="rounded-lg border border-rule bg-surface p-5 sm:p-6">
      <div className="flex flex-wrap items-start gap-4">
        <SealPicture id={sealId} alt="" className="size-16 shrink-0 p-1" />
        <div className="grid min-w-0 flex-1 gap-1">
          <h2 id={`request-${id}`} className="font-serif text-lg font-semibold wrap-anywhere">
            {document}
          </h2>
          <p className="text-sm text-ink-soft wrap-anywhere">
            <TextLink href={`/contracts/seals/${sealId}`}>{seal.name}</TextLink>
          </p>
        </div>
        <Badge tone={TONES[state]}>{t(`states.${state}`)}</Badge>
      </div>
      <div className="pt-3">
        <DefinitionList
          items={[
            { term: t("purpose"), description: purpose },
            { term: t(`covers.${covers}`), description: <Digest value={digest} what={t("digest")} /> },
            {
              term: t("place"),
              description:
                covers === "digest" ? null : request.place ? <PlaceWords place={request.place} /> : t("anyPlace"),
            },
            { term: t("asker"), description: <PartyName party={asker} /> },
            { term: t("askedAt"), description: <DateTime value={askedAt.toISOString()} brief /> },
            {
              term: t("decided"),
              description: decidedAt
                ? t.rich("decidedText", {
                    name: decidedBy ?? "",
                    at: () => <DateTime value={decidedAt.toISOString()} brief />,
                  })
                : null,
            },
          ]}
        />
      </div>
      {isOpen && mayDecide && !request.isOwn ? (
        <div className="grid gap-3 border-t border-rule pt-4">
          <p className="max-w-prose text-sm text-ink-soft">{t(`before.${covers}`)}</p>
          <div className="flex flex-wrap items-start gap-3">
            <DecisionForm id={sealId} request={id} decision="approve" document={document} />
            <DecisionForm id={sealId} request={id} decision="reject" document={document} />
          </div>
        </div>
      ) : null}
      {state === "approved" && request.isAsker && covers === "file" && !seal.isRevoked && isActive ? (
        <div className="border-t border-rule pt-4">
          <LinkButton href={`/contracts/seals/${sealId}/document?request=${id}`} variant="primary">
            {t("use")}
          </LinkButton>
        </div>
      ) : null}
      {isOpen && request.isOwn ? <p className="border-t border-rule pt-4 text-sm text-ink-soft">{t("own")}</p> : null}
    </article>
  );
}
