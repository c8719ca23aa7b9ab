// The search of the site, in the place and by the names of Sphinx's own, which the theme calls.
//
// It finds passages, not pages, and quotes them: tools/passages.py wrote all of them into one file,
// so that it works as well on pages that are read from disk.
"use strict";

const LONGEST = 240; // letters of an excerpt
const MOST = 60; // results

/** A word of a query where a word begins, so that "nor" is not found in "minor". */
const asPattern = (word) =>
  new RegExp(`(?<![\\p{L}\\p{N}])${word.replace(/[.*+\-?^${}()|[\]\\\/]/g, "\\$&")}`, "giu");

const has = (text, pattern) => text.search(pattern) >= 0;

/** How near a passage is to what was asked for, nearest first; null where it is not meant. */
function rankOf([, title, kind, text], words, phrase) {
  if (!words.some((word) => has(text, word))) return null;
  if (!words.every((word) => has(text, word) || has(title, word))) return null;
  if (kind === "title") return 0;
  const order = [has(text, phrase), words.every((word) => has(text, word)), true];
  return 1 + order.indexOf(true) + (kind === "code" ? 3 : 0);
}

/** Text as nodes, with what was found marked. */
function marked(text, words) {
  const found = words.flatMap((word) => [...text.matchAll(word)]);
  const starts = new Map(found.map((match) => [match.index, match[0]]));
  const nodes = [];
  let done = 0;
  for (const start of [...starts.keys()].sort((a, b) => a - b)) {
    if (start < done) continue;
    const mark = document.createElement("mark");
    mark.textContent = starts.get(start);
    nodes.push(text.slice(done, start), mark);
    done = start + mark.textContent.length;
  }
  return [...nodes, text.slice(done)];
}

/** The part of a text around the first word that was found, cut between words. */
function excerpt(text, words) {
  const places = words.map((word) => text.search(word)).filter((place) => place >= 0);
  const from = Math.max(0, Math.min(...places) - LONGEST / 3);
  const start = from && text.indexOf(" ", from) + 1;
  const rest = text.slice(start);
  const end = rest.length > LONGEST ? rest.lastIndexOf(" ", LONGEST) : rest.length;
  return `${start ? "… " : ""}${rest.slice(0, end)}${end < rest.length ? " …" : ""}`;
}

function asItem({ page, passage }, words) {
  const [place, title, kind, text] = passage;
  const item = document.createElement("li");
  const link = document.createElement("a");
  const root = document.documentElement.dataset.content_root;
  link.href = `${root}${page.page}#${place}`;
  link.textContent = title === page.title ? title : `${page.title} › ${title}`;
  item.append(link);
  if (kind !== "title") {
    const quote = document.createElement(kind === "code" ? "code" : "span");
    quote.append(...marked(excerpt(text, words), words));
    const line = document.createElement("p");
    line.className = "context";
    line.append(quote);
    item.append(line);
  }
  return item;
}

function summary(count, query) {
  if (count === 0) return `Nothing found for “${query}”. All words must stand in one passage.`;
  if (count > MOST) return `${count} passages found; here are the first ${MOST}.`;
  return count === 1 ? "One passage found." : `${count} passages found.`;
}

var Search = {
  pages: [],

  setIndex(pages) {
    Search.pages = pages;
  },

  /** All passages that are meant, the nearest first, and else in the order of the course. */
  find(words, query) {
    const all = Search.pages.flatMap((page) => page.passages.map((passage) => ({ page, passage })));
    return all
      .map((result) => ({ ...result, rank: rankOf(result.passage, words, asPattern(query)) }))
      .filter(({ rank }) => rank !== null)
      .sort((a, b) => a.rank - b.rank);
  },

  performSearch(query) {
    const words = query.split(/\s+/).map(asPattern);
    const found = Search.find(words, query);
    const line = document.createElement("p");
    line.className = "search-summary";
    line.setAttribute("role", "status");
    line.textContent = summary(found.length, query);
    const list = document.createElement("ul");
    list.className = "search";
    list.append(...found.slice(0, MOST).map((result) => asItem(result, words)));
    document.getElementById("search-results").replaceChildren(line, list);
  },

  init() {
    const query = (new URLSearchParams(location.search).get("q") ?? "").trim();
    if (query === "" || document.getElementById("search-results") === null) return;
    for (const field of document.querySelectorAll('input[name="q"]')) field.value = query;
    Search.performSearch(query);
  },
};

document.addEventListener("DOMContentLoaded", Search.init);
