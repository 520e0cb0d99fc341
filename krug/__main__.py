from krug.site.cli import main

main()
