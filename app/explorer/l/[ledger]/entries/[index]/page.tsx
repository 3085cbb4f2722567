/** An entry of a further ledger. */
export { default, generateMetadata } from "../../../../entries/[index]/page.tsx";
