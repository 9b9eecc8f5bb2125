import Commands
placeholder()
