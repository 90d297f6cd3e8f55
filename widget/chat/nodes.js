// Makes the nodes of the page; what a person or the catalog says becomes a text node, never markup.

const SAFE_TAGS = ["P", "UL", "LI", "STRONG", "EM", "H2", "BR"];
const SAFE_CLASSES = ["notice", "stale", "footer"];
const policy = window.trustedTypes
  ? window.trustedTypes.createPolicy("faro", { createHTML: (html) => html })
  : { createHTML: (html) => html };

/** Returns an element with these attributes and these children, which are nodes or text. */
export function element(tag, attributes, ...children) {
  const made = document.createElement(tag);
  Object.keys(attributes || {}).forEach((name) => made.setAttribute(name, attributes[name]));
  made.append(...children);
  return made;
}

export function button(label, press, attributes) {
  const made = element("button", Object.assign({ type: "button" }, attributes), label);
  made.addEventListener("click", () => press(made));
  return made;
}

export function unseen(text) {
  return element("span", { class: "unseen" }, text);
}

/**
 * Returns the server's own cleaned HTML as nodes. It is parsed where nothing runs or loads, and only the seven tags
 * that the server lets through are copied into the page.
 */
export function cleanNodes(html) {
  const parsed = new DOMParser().parseFromString(policy.createHTML(html), "text/html");
  return copies(parsed.body);
}

function copies(parent) {
  return Array.from(parent.childNodes).reduce((made, node) => {
    if (node.nodeType === Node.TEXT_NODE) return made.concat(document.createTextNode(node.data));
    if (node.nodeType !== Node.ELEMENT_NODE) return made;
    if (!SAFE_TAGS.includes(node.tagName)) return made.concat(copies(node));
    const attributes = SAFE_CLASSES.includes(node.className) ? { class: node.className } : {};
    return made.concat(element(node.tagName, attributes, ...copies(node)));
  }, []);
}
