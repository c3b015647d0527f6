// Numbers, times and links as people in Japan read them.

const LINK = /https?:\/\/[\x21-\x7e]+/g;
const time = new Intl.DateTimeFormat("ja-JP", { hour: "2-digit", minute: "2-digit", timeZone: "Asia/Tokyo" });

export function nationalNumber(number) {
  if (!number.startsWith("+81")) return number;
  const digits = `0${number.slice(3)}`;
  const middle = digits.length === 11 ? 7 : 6;
  return `${digits.slice(0, 3)}-${digits.slice(3, middle)}-${digits.slice(middle)}`;
}

export function clockTime(seconds) {
  return time.format(new Date(seconds * 1000));
}

export function timer(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

export function appendWithLinks(element, text) {
  let end = 0;
  for (const match of text.matchAll(LINK)) {
    element.append(text.slice(end, match.index));
    const link = document.createElement("a");
    link.href = match[0];
    link.target = "_blank";
    link.rel = "noopener noreferrer";
    link.textContent = match[0].replace(/^https?:\/\//, "");
    element.append(link);
    end = match.index + match[0].length;
  }
  element.append(text.slice(end));
}
