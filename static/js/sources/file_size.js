/* input[type=file][data-most-bytes]: a file too large is refused before it is sent, with the sentence of data-too-large. */
for (const input of document.querySelectorAll("input[type=file][data-most-bytes]")) {
  const look = () => {
    const isTooLarge = [...input.files].some((file) => file.size > Number(input.dataset.mostBytes));
    input.setCustomValidity(isTooLarge ? input.dataset.tooLarge : "");
    if (isTooLarge) input.reportValidity();
  };
  input.addEventListener("change", look);
  look();
}
