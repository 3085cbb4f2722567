import { useTranslations } from "next-intl";
import { DefinitionList } from "#components/ui/definition-list.tsx";
import { Digest } from "#components/ui/digest.tsx";
import { plain } from "#lib/core/text/plain-text.ts";
import type { Facts } from "#lib/core/verify/verification.ts";
import { type ClaimRow, claimRows, fieldRows } from "#lib/verify/claim-words.ts";

type ClaimFactsProps = { claim?: Facts["claim"]; fields?: NonNullable<Facts["details"]>["fields"] };

/** What a record of version 2 states beyond what all do. */
export function ClaimFacts({ claim, fields }: ClaimFactsProps) {
  const t = useTranslations("claim");
  return (
    <DefinitionList
      items={[...(claim ? claimRows(claim, t) : []), ...fieldRows({ fields, claim }, t)].map(claimItem)}
    />
  );
}

export function claimItem({ term, value, hash }: ClaimRow) {
  const name = plain(term);
  return {
    term: <bdi>{name}</bdi>,
    description: hash ? <Digest value={value} what={name} /> : <bdi>{plain(value)}</bdi>,
  };
}
