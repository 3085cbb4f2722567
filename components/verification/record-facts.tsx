import { useTranslations } from "next-intl";
import { lazy, type ReactNode, Suspense } from "react";
import { Bytes } from "#components/ui/bytes.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import { DefinitionList } from "#components/ui/definition-list.tsx";
import { Digest } from "#components/ui/digest.tsx";
import { plain } from "#lib/core/text/plain-text.ts";
import type { Facts, Step } from "#lib/core/verify/verification.ts";
import { ignoredWords, quantumWords } from "#lib/verify/signature-words.ts";

/** Loaded for records of version 2 alone. */
const ClaimFacts = lazy(() =>
  import("./claim-facts.tsx").then(
    (loaded) => ({ default: loaded.ClaimFacts }),
    () => ({ default: ClaimUnread }),
  ),
);

/** Of most records: something of which the digest is stated. */
const CONTENT_KIND = "content";

type RecordFactsProps = { facts: Facts; selfStated: boolean; steps: readonly Step[] };

/** What the record says. `selfStated` where nothing but the receipt itself vouches for it. */
export function RecordFacts({ facts, selfStated, steps }: RecordFactsProps) {
  const t = useTranslations("verify.summary");
  const { details, index, treeSize, size } = facts;
  // That somebody else has signed is known only of a ledger that this site knows; that nobody has, as well.
  const { witnesses, timestamps } = selfStated || index === undefined ? {} : attestations({ facts, steps }, t);
  return (
    <section className="grid gap-2">
      <h3 className="font-serif text-lg font-semibold">{t(selfStated ? "selfStated" : "title")}</h3>
      <DefinitionList
        items={[
          {
            term: t("name"),
            description: details ? <bdi className="font-medium">{plain(details.name)}</bdi> : undefined,
          },
          { term: t("recordedBy"), description: <bdi>{plain(facts.submitter.name)}</bdi> },
          {
            term: t("receivedAt"),
            description: (
              <>
                <DateTime value={facts.receivedAt} />
                <span className="block text-xs text-ink-soft">{t("clock")}</span>
              </>
            ),
          },
          { term: t("erasedAt"), description: facts.erasedAt && <DateTime value={facts.erasedAt} /> },
          contentItem(facts, t),
          { term: t("sha256"), description: <Digest value={facts.sha256} /> },
          { term: t("size"), description: size === undefined ? undefined : <Bytes value={size} /> },
          { term: t("mediaType"), description: details?.mediaType && plain(details.mediaType) },
          { term: t("id"), description: <code className="font-mono text-[0.9em] break-all">{facts.id}</code> },
          {
            term: t("ledger"),
            description: <code className="font-mono text-[0.9em] break-all">{plain(facts.origin)}</code>,
          },
          {
            term: t("position"),
            description:
              index !== undefined && treeSize !== undefined ? t("positionValue", { index, size: treeSize }) : undefined,
          },
          { term: t("block"), description: facts.block && <BlockOf block={facts.block} /> },
          { term: t("witnesses"), description: witnesses },
          { term: t("stamped"), description: timestamps },
          { term: t("quantum"), description: quantumWords(facts, t) },
          { term: t("ignored"), description: ignoredWords(facts, t) },
        ]}
      />
      {facts.claim ? (
        <div className="border-t border-rule">
          <Suspense>
            <ClaimFacts claim={facts.claim} fields={details?.fields} />
          </Suspense>
        </div>
      ) : null}
    </section>
  );
}

/** What was handed in: of a claim of another kind than a content's, the claim's own words are meant. */
function contentItem({ type, claim }: Facts, t: ReturnType<typeof useTranslations<"verify.summary">>) {
  if (claim === undefined || claim.kind === CONTENT_KIND) return { term: t("content"), description: t(type) };
  return { term: t("handedIn"), description: t(type === "file" ? "claimFile" : "claimDigest") };
}

function ClaimUnread({ claim }: { claim?: Facts["claim"] }) {
  return <p className="py-2.5 text-sm">{useTranslations("claim")("unread", { kind: plain(claim?.kind ?? "") })}</p>;
}

/** Which block took the record in, and when that was made. */
function BlockOf({ block: { height, time } }: { block: NonNullable<Facts["block"]> }) {
  const t = useTranslations("verify.summary");
  return (
    <>
      {t("blockValue", { height: `${height}` })}
      <span className="block text-xs text-ink-soft">
        <DateTime value={time} /> <span>{t("clock")}</span>
      </span>
    </>
  );
}

/** A timestamp that could not be looked into, or of an authority that is not known here, is not the same as none. */
const NO_TIME: Partial<Record<string, "stampUnread" | "stampUnproven">> = {
  timestamp_not_read: "stampUnread",
  authority_unproven: "stampUnproven",
};

/** Who else signed, and by when this was there according to whom; or, as plainly, that nobody did. */
function attestations(
  { facts, steps }: Pick<RecordFactsProps, "facts" | "steps">,
  t: ReturnType<typeof useTranslations<"verify.summary">>,
): { witnesses: ReactNode; timestamps: ReactNode } {
  const { witnesses = [], timestamps = [] } = facts;
  const reason = steps.find(({ name }) => name === "timestamp")?.reason;
  return {
    witnesses:
      witnesses.length === 0
        ? t("noWitness")
        : witnesses.map(({ name, time }) => (
            <span key={name} className="block">
              <bdi className="font-medium">{plain(name)}</bdi>
              <span className="block text-xs text-ink-soft">
                <DateTime value={time} />
              </span>
            </span>
          )),
    timestamps:
      timestamps.length === 0
        ? t(reason === undefined ? "notStamped" : (NO_TIME[reason] ?? "notStamped"))
        : timestamps.map(({ authority, time }) => (
            <span key={`${authority} ${time}`} className="block">
              <DateTime value={time} />
              <span className="block text-xs text-ink-soft">{t("stampedBy", { authority: plain(authority) })}</span>
            </span>
          )),
  };
}
