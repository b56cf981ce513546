/** What a task is about, in a few words. */

/**
 * Put what a task was asked to do in one line: "Payment · Rahul Sharma · ₹500".
 *
 * @param {{intent: string, entities: any}} task
 * @param {(key: string) => string} word
 * @param {(key: string) => boolean} known
 * @param {{rupees: (n: number) => string, quantity: (n: number) => string}} show
 */
export function title({ intent, entities }, word, known, { rupees, quantity }) {
  const key = `intent.${intent}`;
  const goods = ({ product, quantity: count, unit, value }) => {
    if (value) return `${product} ${rupees(value)}`;
    return [count ? quantity(count) : null, unit, product].filter(Boolean).join(" ");
  };
  const parts = [
    known(key) ? word(key) : intent,
    entities.customer ?? entities.name ?? entities.customers?.join(", "),
    entities.items?.map(goods).join(", "),
    entities.product && goods(entities),
    typeof entities.amount === "number" ? rupees(entities.amount) : null,
  ];
  return parts.filter(Boolean).join(" · ");
}
