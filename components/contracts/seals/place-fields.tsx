"use client";

import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { Card } from "#components/ui/card.tsx";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { RadioGroup } from "#components/ui/radio-group.tsx";
import { SelectField } from "#components/ui/select-field.tsx";
import type { SealSpot, StatedPlace } from "#lib/features/contracts/seals/types.ts";
import type { DeskSeal, GivenDocument } from "./desk.ts";
import { KeywordFields } from "./keyword-fields.tsx";
import { PositionFields } from "./position-fields.tsx";

type PlaceFieldsProps = { seal: DeskSeal; given: GivenDocument; onPlace: (place: StatedPlace | undefined) => void };
type Way = SealSpot["by"];

/** Where on the document the seal goes, and whether across the edges of all pages. */
export function PlaceFields({ seal, given, onPlace }: PlaceFieldsProps) {
  const t = useTranslations("documentSeals.desk");
  const fields = given.open?.fields ?? [];
  const [way, setWay] = useState<Way>(fields.length > 0 ? "field" : "position");
  const [bare, setBare] = useState<SealSpot | undefined>(
    fields[0] === undefined ? undefined : { by: "field", field: fields[0] },
  );
  const [edges, setEdges] = useState(false);
  const choose = (next: string) => {
    setWay(next as Way);
    setBare(
      next === "nothing"
        ? { by: "nothing" }
        : next === "field" && fields[0] !== undefined
          ? { by: "field", field: fields[0] }
          : undefined,
    );
  };
  useEffect(() => onPlace(bare && { ...bare, edges }), [bare, edges, onPlace]);
  const ways: Way[] = [...(fields.length > 0 ? ["field" as const] : []), "position", "keyword", "nothing"];
  return (
    <Card title={t("where")}>
      <div className="grid grid-cols-[minmax(0,1fr)] gap-6">
        <RadioGroup
          name="way"
          legend={t("way")}
          value={way}
          onChange={choose}
          options={ways.map((value) => ({ value, label: t(`ways.${value}`), hint: t(`wayHints.${value}`) }))}
        />
        {way === "field" ? (
          <SelectField
            label={t("field")}
            options={fields.map((value) => ({ value, label: value }))}
            onChange={({ target }) => setBare({ by: "field", field: target.value })}
          />
        ) : null}
        {way === "position" ? <PositionFields seal={seal} open={given.open} onPlace={setBare} /> : null}
        {way === "keyword" ? <KeywordFields seal={seal.id} file={given.file} onPlace={setBare} /> : null}
        <Checkbox
          label={t("edges")}
          hint={t("edgesHint")}
          checked={edges}
          disabled={given.open?.pages === 1}
          onChange={({ target }) => setEdges(target.checked)}
        />
      </div>
    </Card>
  );
}
