import { useTranslations } from "next-intl";
import type { StatedPlace } from "#lib/features/contracts/seals/types.ts";

/** Where a seal goes, in a sentence. */
export function PlaceWords({ place }: { place: StatedPlace }) {
  const t = useTranslations("documentSeals.place");
  const edges = place.edges ? ` ${t("withEdges")}` : "";
  switch (place.by) {
    case "nothing":
      return `${t("nothing")}${edges}`;
    case "field":
      return `${t("field", { name: place.field })}${edges}`;
    case "position": {
      const { page, x, y } = place;
      return `${page < 0 ? t("positionFromEnd", { page: -page, x, y }) : t("position", { page, x, y })}${edges}`;
    }
    case "keyword": {
      const { keyword, which } = place;
      const named =
        typeof which === "number" ? t("keywordAt", { keyword, at: which }) : t(`keyword.${which}`, { keyword });
      return `${named}${edges}`;
    }
  }
}
