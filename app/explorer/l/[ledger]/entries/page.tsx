/** Entries of a further ledger by whom they name. */
export { default, generateMetadata } from "../../../entries/page.tsx";

// Next reads it in the page's own file.
export const dynamic = "force-dynamic";
