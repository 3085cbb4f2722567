import { Fragment } from "react";
import { paragraphsOf } from "#lib/features/operations/site/types.ts";

/** Web and e-mail addresses in running text; what stands behind one, such as a full stop, is not part of it. */
const ADDRESS = /(https?:\/\/[^\s<>"，。；、）】]*[^\s<>"，。；、）】.,;:!?)\]]|[\w.+-]+@[\w-]+(?:\.[\w-]+)+)/g;

type NoticeTextProps = {
  text: string;
  lang: string | undefined;
  /** What its headings are, below those of the page. */
  heading: "h2" | "h3";
};

/** A text that the operators wrote: paragraphs and headings, and addresses as links. Nothing in it is taken for markup. */
export function NoticeText({ text, lang, heading: Heading }: NoticeTextProps) {
  return (
    <div lang={lang} className="grid max-w-prose gap-4 text-base text-pretty">
      {paragraphsOf(text).map((paragraph, at) =>
        paragraph.kind === "heading" ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: the same text may come twice
          <Heading key={at} className="pt-2 font-serif text-lg font-semibold">
            {paragraph.text}
          </Heading>
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: the same text may come twice
          <p key={at} className="wrap-anywhere whitespace-pre-line">
            <Linked text={paragraph.text} />
          </p>
        ),
      )}
    </div>
  );
}

function Linked({ text }: { text: string }) {
  return text.split(ADDRESS).map((piece, at) =>
    at % 2 === 0 ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: the same text may come twice
      <Fragment key={at}>{piece}</Fragment>
    ) : (
      <a
        // biome-ignore lint/suspicious/noArrayIndexKey: the same text may come twice
        key={at}
        href={piece.startsWith("http") ? piece : `mailto:${piece}`}
        rel="nofollow noreferrer"
        className="text-link"
      >
        {piece}
      </a>
    ),
  );
}
