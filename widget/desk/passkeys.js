// Asks the browser to make or use a passkey, and sends its answer with the form that asked. Words stand in the page.

async function answerOf(form) {
  const options = JSON.parse(form.dataset.options);
  if (form.dataset.passkey === "make") {
    const name = form.elements.namedItem("name");
    if (name) {
      options.user.name = options.user.displayName = name.value;
    }
    const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options);
    return navigator.credentials.create({ publicKey });
  }
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options);
  return navigator.credentials.get({ publicKey });
}

function watch(form) {
  const button = form.querySelector("button");
  const failure = form.querySelector(".problem");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    failure.hidden = true;
    button.disabled = true;
    try {
      form.elements.namedItem("credential").value = JSON.stringify(await answerOf(form));
      form.submit();
    } catch {
      failure.hidden = false;
      button.disabled = false;
    }
  });
  button.disabled = false;
}

if (window.PublicKeyCredential?.parseRequestOptionsFromJSON) {
  document.querySelectorAll("form[data-passkey]").forEach(watch);
}
