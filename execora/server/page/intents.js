/** What a task is about, in a few words. */

/** @type {Record<string, [string, string, string]>} in Hinglish, Hindi, English */
export const INTENTS = {
  "intent.CREATE_INVOICE": ["Naya bill", "नया बिल", "New bill"],
  "intent.ADD_ITEM": ["Bill mein jodo", "बिल में जोड़ो", "Add to bill"],
  "intent.REMOVE_ITEM": ["Bill se hatao", "बिल से हटाओ", "Take off bill"],
  "intent.CONFIRM_INVOICE": ["Bill pakka", "बिल पक्का", "Confirm bill"],
  "intent.SHOW_PENDING_INVOICE": ["Draft dikhao", "ड्राफ़्ट दिखाओ", "Show draft"],
  "intent.CANCEL_INVOICE": ["Bill radd", "बिल रद्द", "Cancel bill"],
  "intent.TOGGLE_GST": ["GST", "जीएसटी", "GST"],
  "intent.ADD_DISCOUNT": ["Chhoot", "छूट", "Discount"],
  "intent.SEND_INVOICE": ["Bill bhejo", "बिल भेजो", "Send bill"],
  "intent.RECORD_PAYMENT": ["Paise mile", "पैसे मिले", "Payment"],
  "intent.ADD_CREDIT": ["Khate mein likho", "खाते में लिखो", "Credit"],
  "intent.PAYMENT_QUERY": ["Paise ka pata", "पैसे का पता", "Payment check"],
  "intent.CHECK_BALANCE": ["Balance", "बैलेंस", "Balance"],
  "intent.CUSTOMER_STATEMENT": ["Khata", "खाता", "Statement"],
  "intent.GET_CUSTOMER_INFO": ["Jankari", "जानकारी", "Details"],
  "intent.LIST_CUSTOMER_BALANCES": ["Kis par kitna", "किस पर कितना", "Who owes"],
  "intent.TOTAL_PENDING_AMOUNT": ["Kul baki", "कुल बाकी", "Total owed"],
  "intent.CREATE_CUSTOMER": ["Naya customer", "नया ग्राहक", "New customer"],
  "intent.UPDATE_CUSTOMER": ["Customer badlo", "ग्राहक बदलो", "Change customer"],
  "intent.DELETE_CUSTOMER_DATA": ["Customer hatao", "ग्राहक हटाओ", "Delete customer"],
  "intent.CREATE_REMINDER": ["Reminder lagao", "रिमाइंडर लगाओ", "Set reminder"],
  "intent.MODIFY_REMINDER": ["Reminder badlo", "रिमाइंडर बदलो", "Change reminder"],
  "intent.CANCEL_REMINDER": ["Reminder radd", "रिमाइंडर रद्द", "Cancel reminder"],
  "intent.LIST_REMINDERS": ["Reminder list", "रिमाइंडर सूची", "List reminders"],
  "intent.CHECK_STOCK": ["Stock dekho", "स्टॉक देखो", "Check stock"],
  "intent.LOW_STOCK": ["Kam stock", "कम स्टॉक", "Low stock"],
  "intent.ADD_STOCK": ["Stock mein daalo", "स्टॉक में डालो", "Add stock"],
  "intent.SET_PRICE": ["Daam badlo", "दाम बदलो", "Set price"],
  "intent.ADD_PRODUCT": ["Naya item", "नया आइटम", "New item"],
  "intent.DAILY_SUMMARY": ["Din ka hisaab", "दिन का हिसाब", "Day's summary"],
  "intent.UNDO": ["Wapas lo", "वापस लो", "Undo"],
};

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
