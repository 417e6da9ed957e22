"""Models behind HTTP: what is asked, what tags it together with what others ask, and the forms of the answer."""
