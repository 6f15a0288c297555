document.getElementById("return").requestSubmit();
